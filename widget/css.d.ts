/** The build turns a style sheet into its minified text (see `esbuild.config.mjs`). */
declare module '*.css' {
  const text: string;
  export default text;
}
