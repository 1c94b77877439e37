/** JSON of what is there, also on pages whose libraries gave every object a `toJSON` of their own. */
export function plainJson(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string) {
    return this[key];
  });
}
