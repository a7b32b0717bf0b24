import { type Rule, text } from "./check";
import { LIMITS } from "./constants";

/** Characters that Pulumi appends to the name of a resource. */
const SUFFIX = 8;

/** The name of a service or environment: a target group's name is made of it, the shortest there is in AWS. */
export const resourceName: Rule = nameUpTo(
  LIMITS.targetGroupName - SUFFIX - "-alb".length,
  `a target group's name may have ${LIMITS.targetGroupName}`,
);

/** What AWS calls an environment's cluster. It is an interface: nodes, their configuration and whoever looks at what runs name it. */
export function clusterNameOf(environment: string): string {
  return `fairlead-${environment}`;
}

/** The name of a pool: names of a role and of a capacity provider are made of it. */
export const poolName: Rule = (value) =>
  nameUpTo(LIMITS.roleName - SUFFIX - "-node".length, `a role's name may have ${LIMITS.roleName}`)(value) ??
  notReserved(value);

/** What AWS keeps for providers of its own. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
const notReserved: Rule = (value) =>
  typeof value === "string" && /^(aws|ecs|fargate)/.test(value)
    ? { rule: "a capacity provider's name must not start with aws, ecs or fargate", remedy: "Put another word first." }
    : undefined;

/** The name of a release: roles' names are made of it. */
export const releaseName: Rule = nameUpTo(
  LIMITS.roleName - SUFFIX - "-execution".length,
  `a role's name may have ${LIMITS.roleName}`,
);

function nameUpTo(length: number, why: string): Rule {
  return (value) => {
    const name = typeof value === "string" ? value : "";
    if (!/^[a-z][a-z0-9-]*$/.test(name) || name.endsWith("-") || name.length > length) {
      return {
        rule: `a name has lower-case letters, digits and dashes, starts with a letter and has at most ${length} characters, because ${why}`,
        remedy: "Choose a shorter or plainer name.",
      };
    }
    return undefined;
  };
}

/** The name of an environment; it stands in tags, parameter names and shell variables. */
export const environmentName: Rule = text(
  /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  "an environment's name has lower-case letters, digits and single dashes, starts with a letter and has at most 20 characters",
  'Pass a name like "dev" or "eu-prod".',
);

/**
 * The name of a team; it stands in names of roles and queues beside the environment's. `fairlead` is nobody's: what the
 * library publishes and logs is below `/fairlead/`, and a team's containers read what is below `/TEAM/`.
 */
export const teamName: Rule = (value) =>
  value === "fairlead"
    ? {
        rule: "the name is the library's own, and a team's containers may read every parameter below theirs",
        remedy: "Choose another.",
      }
    : teamWord(value);

const teamWord: Rule = text(
  /^(?=.{1,16}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  "a team's name has lower-case letters, digits and single dashes, starts with a letter and has at most 16 characters",
  'Pass a name like "checkout".',
);

/** A reason that is written into a tag. @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export const tagReason: Rule = text(
  /^(?=.*\S)[\p{L}\p{N} +\-=._:/@]{1,256}$/u,
  "a reason has 1 to 256 letters, digits, spaces and + - = . _ : / @, which is what AWS allows in a tag",
  "Say in a few words why.",
);
