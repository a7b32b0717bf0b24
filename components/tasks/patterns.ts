/** Whether a pattern matches all that another one does. Its `*` stands for any text, stars included, its `?` for one character. */
export function covers(pattern: string, other: string): boolean {
  // After a star that did not lead to the end, the same star takes one character more: no choice is tried twice.
  let [at, from, star, taken] = [0, 0, -1, 0];
  while (from < other.length) {
    if (pattern[at] === "*") {
      star = at++;
      taken = from;
    } else if (pattern[at] === other[from] || (pattern[at] === "?" && other[from] !== "*")) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++taken;
    } else return false;
  }
  return [...pattern.slice(at)].every((rest) => rest === "*");
}

/** Whether some text matches both patterns. */
export function overlap(one: string, other: string): boolean {
  // Row by row: whether the ends of both, from here and from there, have a text in common.
  let below = Array.from({ length: other.length + 1 }, (_, j) => isStars(other.slice(j)));
  for (let i = one.length - 1; i >= 0; i--) {
    const row: boolean[] = new Array(other.length + 1);
    row[other.length] = isStars(one.slice(i));
    for (let j = other.length - 1; j >= 0; j--) {
      const [a, b] = [one[i], other[j]];
      if (a === "*" || b === "*") row[j] = below[j] === true || row[j + 1] === true;
      else row[j] = (a === b || a === "?" || b === "?") && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

function isStars(rest: string): boolean {
  return [...rest].every((character) => character === "*");
}
