import { count, type Look } from "../preview/terminal";
import { kindOf, nameOf, typeOf } from "../preview/urn";

/** An event of the engine, as `pulumi up --json` writes it; only what is read here. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly resOutputsEvent?: { readonly metadata: Step };
  readonly resOpFailedEvent?: { readonly metadata: Step };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly summaryEvent?: {
    readonly resourceChanges?: Readonly<Record<string, number>>;
    readonly durationSeconds?: number;
  };
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

const MARKS: Readonly<Record<string, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  "create-replacement": "±",
  "delete-replaced": "±",
};

/** What people say of an operation. */
const SAID: Readonly<Record<string, string>> = {
  create: "made",
  update: "changed",
  delete: "removed",
  replace: "replaced",
  same: "as before",
};

/** Says of a stack's update what a person wants to see of it: components, warnings and errors, and what it waits for. */
export class Progress {
  private readonly running = new Map<string, number>();
  private readonly told = new Set<string>();
  private done = 0;
  private summary: EngineEvent["summaryEvent"];

  constructor(private readonly look: Look) {}

  /** The lines that an event is worth. */
  take(event: EngineEvent, now: number): string[] {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, summaryEvent } = event;
    if (resourcePreEvent) this.running.set(resourcePreEvent.metadata.urn, now);
    const ended = resOutputsEvent ?? resOpFailedEvent;
    if (ended) {
      this.running.delete(ended.metadata.urn);
      this.done++;
    }
    if (summaryEvent) this.summary = summaryEvent;
    if (resOutputsEvent) return this.component(resOutputsEvent.metadata);
    return diagnosticEvent ? this.diagnostic(diagnosticEvent) : [];
  }

  /** What it waits for, the oldest first. */
  waiting(now: number): string {
    const resources = [...this.running].filter(
      ([urn]) => !isComponent(typeOf(urn)) && !typeOf(urn).startsWith("pulumi:"),
    );
    const [oldest, ...others] = resources.sort(([, a], [, b]) => a - b);
    if (!oldest) return this.done === 0 ? "starting the program" : `${count(this.done, "resource")} done`;
    const [urn, since] = oldest;
    const more = others.length > 0 ? ` and ${count(others.length, "other")}` : "";
    return `${count(this.done, "resource")} done, waiting for ${named(urn)}${more} (${Math.round((now - since) / 1000)} s)`;
  }

  /** What all of it came to. */
  total(): string {
    const { resourceChanges = {}, durationSeconds = 0 } = this.summary ?? {};
    const changed = Object.entries(resourceChanges).filter(([op, n]) => op in SAID && op !== "same" && n > 0);
    const same = resourceChanges.same ?? 0;
    if (changed.length === 0) return same > 0 ? `no changes, ${count(same, "resource")} as before` : "nothing to do";
    const parts = changed.map(([op, n], i) => `${i === 0 ? count(n, "resource") : n} ${SAID[op]}`);
    return `${[...parts, ...(same > 0 ? [`${same} as before`] : [])].join(", ")}, ${durationSeconds} s`;
  }

  private component({ op, urn, type }: Step): string[] {
    const mark = MARKS[op];
    if (!mark || !isComponent(type)) return [];
    return [`  ${this.look.tone(op === "delete" ? "dim" : "good", mark)} ${named(urn)}`];
  }

  private diagnostic({ severity, message, urn }: NonNullable<EngineEvent["diagnosticEvent"]>): string[] {
    if (severity !== "error" && severity !== "warning") return [];
    const text = message.replaceAll(/<\{%.*?%\}>/g, "").trim();
    const key = `${urn}${text}`;
    if (/^using pulumi-resource-\S+ from \$PATH/.test(text) || text === "update failed" || this.told.has(key))
      return [];
    this.told.add(key);
    const whose =
      urn && !typeOf(urn).startsWith("pulumi:pulumi:Stack") && !text.includes(nameOf(urn)) ? `${named(urn)}: ` : "";
    const [first = "", ...others] = `${whose}${text}`.split("\n");
    return [
      `  ${this.look.tone(severity === "error" ? "bad" : "warn", `${severity}:`)} ${first}`,
      ...others.map((line) => `    ${line}`.trimEnd()),
    ];
  }
}

/** A component of this project or of awsx, and not a resource of AWS or of the engine. */
function isComponent(type: string): boolean {
  return /^(fairlead|awsx):/.test(type);
}

/** "WebService checkout". */
function named(urn: string): string {
  return `${kindOf(typeOf(urn))} ${nameOf(urn)}`;
}
