/** A function that works each answer out once. */
export function remembered<Key, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const answers = new Map<Key, Value>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as Value;
    const answer = work(key);
    answers.set(key, answer);
    return answer;
  };
}
