import type {
  AnalyzeDiagnostic,
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerInfo,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { resourceRequests, stackRequest } from "./analyzerRequests";
import type { Recording, URN } from "./recording";
import { stackType } from "./urn";

/** A policy pack that can be asked, in this process or over gRPC. */
export interface Pack {
  getAnalyzerInfo(request: Empty): Promise<AnalyzerInfo>;
  configure(request: ConfigureAnalyzerRequest): Promise<unknown>;
  analyze(request: AnalyzeRequest): Promise<AnalyzeResponse>;
  analyzeStack(request: AnalyzeStackRequest): Promise<AnalyzeResponse>;
}

/** A resource that breaks a policy. */
export interface Violation {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  /** The resource; the Stack's URN where a policy names none. */
  readonly urn: URN;
  readonly message: string;
}

/** Asks a pack about a recording as the engine does: about each resource in order, then about the stack as a whole. */
export async function judge(pack: Pack, recording: Recording): Promise<Violation[]> {
  await pack.configure(configuration(await pack.getAnalyzerInfo(new Empty())));
  const violations: Violation[] = [];
  for (const request of resourceRequests(recording)) {
    const response = await pack.analyze(request);
    violations.push(...response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, request.getUrn())));
  }
  const stack = recording.resources.find(({ type }) => type === stackType)?.urn ?? "";
  const response = await pack.analyzeStack(stackRequest(recording));
  violations.push(
    ...response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, diagnostic.getUrn() || stack)),
  );
  return violations;
}

function violation(diagnostic: AnalyzeDiagnostic, urn: URN): Violation {
  return {
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    urn,
    message: diagnostic.getMessage(),
  };
}

/**
 * The configuration the engine sends when no file is given to `--policy-pack-config`: for each policy the level and values
 * that the pack starts with, over the defaults of the policy's schema.
 */
function configuration(info: AnalyzerInfo): ConfigureAnalyzerRequest {
  const request = new analyzer.ConfigureAnalyzerRequest();
  const initial = info.getInitialconfigMap();
  for (const policy of info.getPoliciesList()) {
    const own = initial.get(policy.getName());
    const config = new analyzer.PolicyConfig();
    const level =
      own?.getEnforcementlevel() || initial.get("all")?.getEnforcementlevel() || policy.getEnforcementlevel();
    config.setEnforcementlevel(level);
    const schema = (policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}) as Record<
      string,
      { default?: never }
    >;
    const defaults = Object.entries(schema).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    config.setProperties(
      Struct.fromJavaScript({ ...Object.fromEntries(defaults), ...own?.getProperties()?.toJavaScript() }),
    );
    request.getPolicyconfigMap().set(policy.getName(), config);
  }
  return request;
}
