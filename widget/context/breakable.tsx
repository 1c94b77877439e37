/** Where a line may break in text without spaces: between its punctuation and what follows. */
const BREAKS = /(?<=[_@./-])(?=[^_@./-])/;

/** A key or an address. Lines break after its punctuation; what is read and copied stays the same. */
export function Breakable({ text }: { readonly text: string }) {
  return <bdi>{text.split(BREAKS).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</bdi>;
}
