/** Tells the owner of a fault. What their reporter throws never reaches the caller of the route. */
export function reporter(name: string, onError?: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      if (onError) onError(error);
      else console.error(`${name}:`, error);
    } catch (fault) {
      console.error(`${name}: onError failed:`, fault);
    }
  };
}
