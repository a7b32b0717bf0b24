import { countsByType } from "../json";
import type { RecordedResource } from "../recording";
import { type Look, wrapItems } from "../terminal";
import { shortType } from "../urn";
import type { Comparison } from "./compare";
import { differenceTable, widest } from "./table";

/** Resources of one type that are still named one by one. */
const namedOneByOne = 2;

/** A comparison for people: a table with a column for each stack, and what only one of them has. */
export function comparisonReport({ stacks, differences, only }: Comparison, look: Look): string[] {
  const [a, b] = stacks;
  if (differences.length === 0 && only.every((resources) => resources.length === 0)) {
    return [`Nothing differs between ${a} and ${b}.`];
  }
  const lines = differenceTable(stacks, differences, look);
  const alone = stacks.flatMap((stack, side) => onlyLines(stack, only[side] ?? [], look));
  return [look.tone("strong", `What differs between ${a} and ${b}`), "", ...lines, ...alone];
}

function onlyLines(stack: string, resources: readonly RecordedResource[], look: Look): string[] {
  if (resources.length === 0) return [];
  const items = Object.entries(countsByType(resources)).flatMap(([type, n]) => {
    if (n > namedOneByOne) return `${n} ${shortType(type)}`;
    return resources.filter((resource) => resource.type === type).map(({ name }) => `${shortType(type)} ${name}`);
  });
  return [
    "",
    look.tone("strong", `Only in ${stack}`),
    ...wrapItems(items, ", ", { ...look, width: Math.min(look.width, widest) }, "  "),
  ];
}
