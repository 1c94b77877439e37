/** For failures that are nobody's concern, each with its reason where it is used. */
export function ignore(): void {}
