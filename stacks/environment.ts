import * as pulumi from "@pulumi/pulumi";
import { EcsEnvironment, roomWarnings, ScheduledTask, WebService, Worker } from "fairlead";
import { planEnvironment, releasesOf } from "./environmentPlan";
import { declareNetwork } from "./network";
import { bundleFor } from "./nodeBundle";
import { withDaemons } from "./nodeDaemons";
import { judgeInAws } from "./planInAws";
import { problemsOfPlan } from "./planProblems";
import { refusal } from "./refusal";
import { readEnvironmentSettings, unknownKeys } from "./settings";

/**
 * One environment of the shop. Which one is configuration alone: dev, stage and prod run this same program.
 * @throws pulumi.RunError with every problem of the whole plan, before the first resource.
 */
export async function environment(): Promise<object> {
  const { settings: written, problems: unread } = readEnvironmentSettings();
  const { settings, problems: ofDaemons } = withDaemons(written);
  const plan = planEnvironment(settings);
  const problems = [...unread, ...ofDaemons, ...unknownKeys(), ...problemsOfPlan(plan, settings)];
  const inAws = await judgeInAws(plan, settings, problems.length > 0);
  problems.push(...inAws.problems);
  if (problems.length > 0) throw refusal(problems);
  for (const warning of roomWarnings(inAws.fit)) pulumi.log.warn(warning);

  const bundle = await bundleFor(plan.environment);
  const network = declareNetwork(plan.name, plan.network);
  const { reference, loadBalancerDnsName } = new EcsEnvironment(plan.name, { ...plan.environment, ...bundle, network });
  for (const [name, args] of Object.entries(plan.services)) new WebService(name, { ...args, environment: reference });
  for (const [name, args] of Object.entries(plan.workers)) new Worker(name, { ...args, environment: reference });
  for (const [name, args] of Object.entries(plan.jobs)) new ScheduledTask(name, { ...args, environment: reference });

  return {
    reference,
    loadBalancerDnsName,
    hosts: Object.fromEntries(Object.entries(plan.services).map(([name, { hosts }]) => [name, hosts])),
    releases: Object.fromEntries(releasesOf(plan).map((name) => [name, `${name}:${settings.pins[name]}`])),
    nodes: inAws.fit,
  };
}
