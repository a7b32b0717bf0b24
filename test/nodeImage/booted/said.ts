import assert from "node:assert/strict";
import type { Results } from "./machine";

/** What `status.json` says. */
export interface Status {
  readonly result: "ok" | "kept" | "failed";
  readonly bundle: string | null;
  readonly environment: string | null;
  readonly agent: string;
  readonly changed: number;
  readonly problem: string | null;
}

/** What a node said of itself when the scenario kept it under that name. */
export function status(results: Results, name: string): Status {
  const text = results.file(`${name}.status`);
  assert.ok(text, `there is no status of ${name}`);
  return JSON.parse(text);
}

/** What a node put as its metric, the first time or, with -1, the last. */
export function metric(results: Results, index: number): { value: number; environment: string } {
  const sent = results.aws.filter(({ service }) => service === "cloudwatch").at(index);
  assert.ok(sent, "no metric was put");
  const { Namespace, MetricData } = JSON.parse(Buffer.from(String(sent.request), "base64").toString());
  assert.equal(Namespace, "Fairlead/Nodes");
  assert.equal(MetricData.length, 1);
  assert.equal(MetricData[0].MetricName, "NodeConfigurationFailed");
  assert.deepEqual(
    MetricData[0].Dimensions.map(({ Name }: { Name: string }) => Name),
    ["Environment"],
  );
  return { value: MetricData[0].Value, environment: MetricData[0].Dimensions[0].Value };
}
