// Node 20 is what this project supports; what the SDK will need in a year is no news for each run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** Collects what is on all pages of an answer. */
export async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly (Item | undefined)[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(itemsOf(page) ?? []).filter((item) => item !== undefined));
  return found;
}

/** Asks for many things, as many at a time as AWS answers. */
export async function inParts<Item>(
  arns: readonly string[],
  size: number,
  ask: (part: string[]) => Promise<readonly Item[]>,
): Promise<Item[]> {
  const parts = Array.from({ length: Math.ceil(arns.length / size) }, (_, i) => arns.slice(i * size, (i + 1) * size));
  return (await Promise.all(parts.map(ask))).flat();
}

/** The name at the end of an ARN or a path. */
export function lastOf(arn = ""): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
