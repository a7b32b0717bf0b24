/**
 * What a run of a Pulumi program is, and what is known of it afterwards.
 */

/** A resource name as the engine writes it: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
export type URN = string;

/** A property bag as it travels to the engine: plain values, the `unknown` sentinel, secrets in their wrapper. */
export type Properties = Record<string, unknown>;

/**
 * Answers to `invoke` by function token. An answer gives the result's properties, or a string: the text of the error
 * that AWS would give.
 */
export type InvokeAnswers = Readonly<Record<string, (args: Properties) => Properties | string>>;

/** A program and the circumstances it runs in. */
export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  /** @default "organization", as with every backend that has no organisations. */
  readonly organization?: string;
  /** Configuration as the engine hands it over: full keys, every value a string (objects as JSON). */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of `config` whose values are secret. @default - none */
  readonly secretConfigKeys?: readonly string[];
  /** The program as a function; what it returns (or resolves to) are the stack's outputs. */
  readonly program: () => unknown;
  /** Answers to invokes, on top of the built-in ones (see `answers.ts`). */
  readonly answers?: InvokeAnswers;
  /** Outputs of other stacks, for `pulumi.StackReference`, by the name the program asks for. @default - none */
  readonly stackOutputs?: Readonly<Record<string, Properties>>;
  /** `true`: computed properties are unknown, as in `pulumi preview`. `false`: they get the values of `computed`. @default true */
  readonly preview?: boolean;
  /** Values of computed properties when `preview` is `false`; wins over the built-in ones (`id`, `arn`, ...). */
  readonly computed?: (resource: RecordedResource) => Properties | undefined;
  /** How long nothing may happen, in milliseconds, before the run counts as stuck. @default 20000 */
  readonly patienceMs?: number;
}

/** Resource options as the engine receives them. */
export interface RecordedOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** `undefined` when the program did not say. */
  readonly deleteBeforeReplace?: boolean;
  /** Former URNs. */
  readonly aliases: readonly URN[];
  /** Durations as the program wrote them, such as `20m`. */
  readonly customTimeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
  readonly additionalSecretOutputs: readonly string[];
  readonly retainOnDelete: boolean;
  readonly deletedWith?: URN;
  readonly import?: string;
  /** Version of the provider plugin that the SDK asks for. */
  readonly version?: string;
}

/** One resource, as the engine would have stored it at the end of the run. */
export interface RecordedResource {
  readonly urn: URN;
  readonly type: string;
  readonly name: string;
  /** `undefined` for the Stack and for default providers. */
  readonly parent?: URN;
  readonly custom: boolean;
  /** A component that another process would build: only its arguments are known, none of its children. */
  readonly remote: boolean;
  /** Inputs after the provider's check: as written, plus the name where the provider chooses it. */
  readonly inputs: Properties;
  /** Custom resources: inputs and computed properties. Components: what they registered as outputs. */
  outputs: Properties;
  /** All dependencies, explicit ones and those of properties. */
  readonly dependencies: readonly URN[];
  readonly propertyDependencies: Readonly<Record<string, readonly URN[]>>;
  readonly options: RecordedOptions;
  /** Reference to the provider (`<URN>::<id>`); custom resources only. */
  readonly provider?: string;
  /** Read from the cloud (`X.get`, `StackReference`) and not managed by this stack. */
  readonly external: boolean;
}

/** A line that the program logged. */
export interface LogMessage {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  /** The resource it is about. */
  readonly urn?: URN;
}

/** A call of a provider's function. */
export interface Invocation {
  readonly token: string;
  readonly args: Properties;
  /** Reference to the provider (`<URN>::<id>`) that the program named; none for the default one. */
  readonly provider?: string;
}

/** What a run registered, returned, logged and got wrong. */
export interface Recording {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly preview: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
  /** In order of registration; the Stack comes first. */
  readonly resources: readonly RecordedResource[];
  /** The stack's outputs, unknown where the engine would not know them either. */
  readonly outputs: Properties;
  readonly messages: readonly LogMessage[];
  /** Functions that were invoked and answered, each call once however often it was made. */
  readonly invoked: readonly Invocation[];
  /** Everything that would have failed the run, each once. A recording with errors is incomplete. */
  readonly errors: readonly string[];
}
