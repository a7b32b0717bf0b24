import type { Look } from "../preview/terminal";
import type { ImageSettings, ImagesThere } from "./environment";
import type { NodeImage } from "./images";
import { daysBetween, type PinState, remarksOn, usable } from "./pinState";
import type { Move } from "./plan";

/** What a person reads of an environment's images. */
export function reportLines(
  settings: ImageSettings,
  states: readonly PinState[],
  there: ImagesThere | undefined,
  now: Date,
  look: Look,
): string[] {
  const { environment, processors } = settings;
  const title = look.tone("strong", environment) + (there ? look.tone("dim", ` in ${there.region}`) : "");
  if (states.length > 0) return [title, ...states.flatMap((state) => indented(stateLines(state, environment, look)))];
  const newest = processors.flatMap((processor) => usable(there?.own ?? [], processor).slice(0, 1));
  return [
    title,
    ...indented(["no images of its own: new nodes start from Amazon's newest"]),
    ...indented(
      newest.map((image) => `${image.architecture} has ${inWords(image, now)}: npm run ami -- ${environment} --newest`),
    ),
  ];
}

function stateLines(state: PinState, environment: string, look: Look): string[] {
  const { processor, id, image, ageDays, newer, amazon } = state;
  const made = image?.made;
  const facts = [
    ...(ageDays === undefined ? [] : [days(ageDays)]),
    ...(made?.agentVersion ? [`ECS agent ${made.agentVersion}`] : []),
    ...(made?.sourceName ? [`from ${made.sourceName}`] : []),
    ...(made?.revision ? [`of ${short(made.revision)}`] : []),
  ];
  return [
    `${processor.padEnd(6)}  ${id}  ${facts.join(", ")}`.trimEnd(),
    ...state.problems.map((text) => look.tone("bad", `        ${text}`)),
    ...state.remarks.map((text) => look.tone("warn", `        ${text}`)),
    ...(newer && image
      ? [
          look.tone(
            "warn",
            `        yours is newer: ${newer.id} of ${newer.created.slice(0, 10)}: npm run ami -- ${environment} --newest`,
          ),
        ]
      : []),
    ...(amazon
      ? [
          look.tone(
            "warn",
            `        Amazon's is newer: ${amazon.name}, ECS agent ${amazon.agentVersion}: build a new one (node-image/README.md)`,
          ),
        ]
      : []),
  ];
}

/** What a person reads of pins that move, or would. */
export function moveLines(
  { environment, file, stack }: ImageSettings,
  moves: readonly Move[],
  now: Date,
  dryRun: boolean,
): string[] {
  if (moves.length === 0) return [`${environment} pins that already; nothing is to do.`];
  return [
    ...moves.map(({ processor, from = "none", to }) => `${environment}, ${processor}: ${from} -> ${inWords(to, now)}`),
    ...moves.flatMap(({ to }) => remarksOn(to, now).map((text) => `${to.id}: ${text}`)),
    dryRun
      ? `Nothing was written to ${file} (--dry-run).`
      : `Written to ${file}. Next: pulumi up -s ${stack}, which drains the nodes and starts new ones.`,
  ];
}

/** The report for programs. */
export function reportData(settings: ImageSettings, states: readonly PinState[], there: ImagesThere | undefined) {
  const { environment, stack, processors } = settings;
  return { environment, stack, region: there?.region, processors, pins: states };
}

function inWords({ id, created, made }: NodeImage, now: Date): string {
  const facts = [
    days(daysBetween(created, now)),
    ...(made?.agentVersion ? [`ECS agent ${made.agentVersion}`] : []),
    ...(made?.revision ? [`of ${short(made.revision)}`] : []),
  ];
  return `${id} (${facts.join(", ")})`;
}

function days(count: number): string {
  return count === 1 ? "1 day old" : `${count} days old`;
}

/** The first digits of a commit, and that it was changed. */
function short(revision: string): string {
  return revision.slice(0, 12) + (revision.endsWith("-dirty") ? "-dirty" : "");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
