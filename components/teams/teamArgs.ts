import type { Permission } from "../tasks/permissions";

/** A team that runs services of its own in the environment, from a program and a backend of its own. */
export interface TeamArgs {
  /** Its block of 2,000 listener priorities, 1 to 24; block 0 is the environment's own. */
  priorityBlock: number;
  /**
   * Families of task definitions that are the team's: it may register and run them, and has their log groups. A star at
   * the end stands for any ending. Two teams must not share one, nor may the environment use one that it gives away.
   * @default - `TEAM-*`
   */
  families?: string[];
  /** ARNs of the IAM roles and users that may deploy as the team: a role is made that they can assume. @default - no role */
  deployers?: string[];
  /**
   * The most that the team's containers may ever do in AWS, beside writing their logs, pulling images and reading secrets
   * below `/TEAM/` (parameters) and `TEAM/` (Secrets Manager). @default - nothing
   */
  permissions?: Permission[];
}
