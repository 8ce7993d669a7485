/**
 * Finds the largest number that is accepted, by halving.
 * @param most not tried beyond it.
 * @returns `most` when that is accepted; 0 when nothing is.
 */
export async function longest(
  most: number,
  accepts: (length: number) => Promise<boolean>,
): Promise<number> {
  if (await accepts(most)) return most;
  let [accepted, refused] = [0, most];
  while (refused - accepted > 1) {
    const middle = Math.floor((accepted + refused) / 2);
    if (await accepts(middle)) accepted = middle;
    else refused = middle;
  }
  return accepted;
}
