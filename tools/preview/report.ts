import { chainSummary, linkOf } from "./chain";
import type { Bill } from "./cost/bill";
import { billCell, billItems, billSource, billSummary } from "./cost/report";
import { imageItems } from "./images";
import { countsByType } from "./json";
import { afterLossText, keptWithout, nodesSummary, nodesTable } from "./nodes/report";
import type { Violation } from "./pack";
import type { StackPreview } from "./preview";
import type { RecordedResource, URN } from "./recording";
import { count, type Look, wrap, wrapItems } from "./terminal";
import { type Notes, treeLines } from "./tree";
import { nameOf, shortType, typeOf } from "./urn";
import { notesOf, warningsOf, warningText } from "./warnings";

/** Types named in the line of counts; the rest is summed up. */
const typesShown = 5;

/** A stack's preview for people: tree, counts, chain, what the program said, and the verdict of the policies. */
export function stackReport(preview: StackPreview, look: Look): string[] {
  const { project, stack, resources, errors } = preview;
  const lines = [look.tone("strong", `Previewing ${stack} (${project})`), ""];
  if (errors.length > 0) return [...lines, ...errors.flatMap((error) => failure(error, look)), ""];
  return [
    ...lines,
    ...treeLines(resources, treeNotes(preview), look),
    "",
    ...countLines(resources, look),
    ...chainLines(preview.chain, look),
    ...costLines(preview.bill, look),
    ...nodeLines(preview, look),
    ...imageLines(resources, look),
    ...pinLines(preview.pins, look),
    ...messageLines(preview, look),
    ...verdictLines(preview.violations, look),
    "",
  ];
}

function failure(error: string, look: Look): string[] {
  const [first = "", ...more] = wrap(error, look, "    ");
  return [`  ${look.tone("bad", "error:")} ${first.trim()}`, ...more];
}

/** The notes in the tree's last column. */
function treeNotes({ resources, violations, messages }: StackPreview): Notes {
  const worth = warningsOf({ messages });
  const notes = new Map<URN, { text: string; bad: boolean }>();
  for (const { urn, remote, options } of resources) {
    const broken = violations.filter((violation) => violation.urn === urn).length;
    const warnings = worth.filter((message) => message.urn === urn).length;
    const parts = [
      ...(broken > 0 ? [count(broken, "violation")] : []),
      ...(warnings > 0 ? [count(warnings, "warning")] : []),
      ...(options.protect ? ["protected"] : []),
      ...(remote ? ["remote component"] : []),
    ];
    if (parts.length > 0) notes.set(urn, { text: parts.join(", "), bad: broken > 0 });
  }
  return notes;
}

/** Where values begin, after their label. */
const column = 12;

/** A label and its value, and below it the details. */
function labelled(label: string, value: string, details: readonly string[], look: Look): string[] {
  const head = look.tone("strong", `${label}:`.padEnd(column)) + value;
  return [head, ...details.map((line) => look.tone("dim", line))];
}

/** Running text as the value behind a label. */
function running(text: string, look: Look): string {
  return wrap(text, look, " ".repeat(column)).join("\n").trimStart();
}

function countLines(resources: readonly RecordedResource[], look: Look): string[] {
  const counts = Object.entries(countsByType(resources)).map(([type, n]) => `${n} ${shortType(type)}`);
  const rest = counts.length - typesShown;
  const shown = [...counts.slice(0, typesShown), ...(rest > 0 ? [count(rest, "other type")] : [])];
  const read = resources.filter(({ external }) => external).length;
  const total = look.tone("good", `+ ${resources.length - read} to create`) + (read > 0 ? `, ${read} only read` : "");
  return labelled("Resources", total, wrapItems(shown, ", ", look, " ".repeat(column)), look);
}

function chainLines(chain: readonly RecordedResource[], look: Look): string[] {
  const links = wrapItems(chain.map(linkOf), " > ", look, " ".repeat(column));
  return labelled("Chain", running(chainSummary(chain), look), links, look);
}

function costLines(bill: Bill, look: Look): string[] {
  if (bill.lines.length === 0) return [];
  const items = wrapItems(billItems(bill), ", ", look, " ".repeat(column));
  return labelled("Cost", running(billSummary(bill), look), items, look);
}

function nodeLines({ nodes }: StackPreview, look: Look): string[] {
  if (nodes === undefined) return [];
  const indent = " ".repeat(column);
  const without = keptWithout(nodes).flatMap(({ pool, kept: [first = "", ...more] }) =>
    wrapItems([`without ${pool} still run ${first}`, ...more], ", ", look, indent),
  );
  const losses = wrapItems(afterLossText(nodes)?.split(", ") ?? [], ", ", look, indent);
  const table = nodesTable(nodes).map((row) => indent + row);
  return labelled("Nodes", nodesSummary(nodes), [...table, ...losses, ...without], look);
}

/** One line for each image that nodes run. */
function imageLines(resources: readonly RecordedResource[], look: Look): string[] {
  const [first = "", ...more] = imageItems(resources).map((item) => running(item, look));
  return first === ""
    ? []
    : labelled(
        "Images",
        first,
        more.map((item) => " ".repeat(column) + item),
        look,
      );
}

function pinLines(pins: readonly string[], look: Look): string[] {
  if (pins.length === 0) return [];
  const value = `${pins.length}, answered by the recorded releases stack instead of AWS`;
  return labelled("Pins", value, wrapItems(pins, ", ", look, " ".repeat(column)), look);
}

function messageLines(preview: StackPreview, look: Look): string[] {
  const worth = warningsOf(preview);
  const lines = worth.flatMap((message) => wrap(warningText(message), look, " ".repeat(column)));
  return [
    ...notesOf(preview).flatMap((message) => labelled("Note", running(warningText(message), look), [], look)),
    ...(worth.length === 0
      ? []
      : [...labelled("Warnings", look.tone("warn", String(worth.length)), [], look), ...lines]),
  ];
}

function verdictLines(violations: readonly Violation[], look: Look): string[] {
  const verdict = violations.length === 0 ? look.tone("good", "no violations") : verdictOf(violations, look);
  return [
    ...labelled("Policies", verdict, [], look),
    ...violations.flatMap(({ policy, level, urn, message }) => [
      "",
      `  ${look.tone(level === "mandatory" ? "bad" : "warn", `[${level}]`)} ${look.tone("strong", policy)}  ` +
        `${shortType(typeOf(urn))} ${nameOf(urn)}`,
      ...wrap(message, look, "    "),
    ]),
  ];
}

/** "1 mandatory, 2 advisory". */
export function verdictOf(violations: readonly Violation[], look: Look): string {
  const of = (level: Violation["level"]) => violations.filter((violation) => violation.level === level).length;
  const parts = [
    ...(of("mandatory") > 0 ? [look.tone("bad", `${of("mandatory")} mandatory`)] : []),
    ...(of("advisory") > 0 ? [look.tone("warn", `${of("advisory")} advisory`)] : []),
  ];
  return parts.join(", ");
}

/** All stacks at a glance, the last thing on the screen. */
export function summary(previews: readonly StackPreview[], seconds: number, look: Look): string[] {
  const whole = previews.filter(({ errors }) => errors.length === 0);
  const costs = new Map(whole.map(({ stack, bill }) => [stack, billCell(bill)]));
  const wide = Math.max(5, ...previews.map(({ stack }) => stack.length));
  const money = Math.max(11, ...[...costs.values()].map((cost) => cost.length));
  const row = (stack: string, resources: string, chain: string, cost: string, policies: string) =>
    `${stack.padEnd(wide)}  ${resources.padStart(9)}  ${chain.padStart(5)}  ${cost.padStart(money)}  ${policies}`;
  const total = whole.reduce((sum, { resources }) => sum + resources.length, 0);
  const source = billSource(whole.map(({ bill }) => bill));
  const end = `${count(previews.length, "stack")}, ${count(total, "resource")}, ${seconds.toFixed(1)} s; nothing was deployed.`;
  return [
    look.tone("strong", row("Stack", "Resources", "Chain", "USD a month", "Policies")),
    ...previews.map(({ stack, resources, chain, violations, errors }) => {
      if (errors.length > 0) return row(stack, "-", "-", "-", look.tone("bad", "the program failed"));
      const verdict = violations.length === 0 ? look.tone("good", "ok") : verdictOf(violations, look);
      return row(stack, String(resources.length), String(chain.length), costs.get(stack) ?? "-", verdict);
    }),
    "",
    ...[...(source === "" ? [] : wrap(source, look, "")), end].map((line) => look.tone("dim", line)),
  ];
}
