import type { Statement } from "../iam";
import type { TeamGrounds } from "./grounds";
import { jobStatements, releaseStatements } from "./releaseStatements";
import { readingStatements, scalingStatements, serviceStatements } from "./serviceStatements";

/** A team's deploy policy, in two parts: what it needs is more than one managed policy holds. */
export const DEPLOY_PARTS = ["services", "tasks"] as const;

/**
 * What a team may do: what `up` and `destroy` of its services, jobs and releases need, to its own things only. AWS tells
 * whose a thing is in three ways. Services, target groups and rules are known by their tags, which only their creation
 * can write; roles, queues, schedules, log groups and task definitions by their names; all of ECS by the cluster too.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deployStatements(grounds: TeamGrounds): Record<(typeof DEPLOY_PARTS)[number], Statement[]> {
  return {
    services: [...readingStatements(grounds), ...serviceStatements(grounds)],
    tasks: [...releaseStatements(grounds), ...jobStatements(grounds), ...scalingStatements(grounds)],
  };
}
