import { type ArgumentNames, otherArguments } from "../argumentNames";
import {
  aMap,
  argsOf,
  type Findings,
  isPlain,
  isRecord,
  knownAtOnce,
  listOf,
  oneOf,
  optional,
  type Problem,
  problemsOf,
  type Rule,
  text,
  trueOrFalse,
} from "../check";
import { LIMITS } from "../constants";
import { logRetention } from "../logs";
import { environmentName, resourceName } from "../names";
import { hosts } from "../tasks/webServiceChecks";
import { teamChecks, teamProblems } from "../teams/teamChecks";
import type { DomainArgs, EcsEnvironmentArgs, NetworkArgs } from "./environmentArgs";
import { bundleFile } from "./nodeBundle";
import { imageChecks, nodeImageChecks, nodeImageProblems, poolProblems } from "./poolChecks";
import { PROFILES, Profile } from "./profile";
import { plannedSizeProblems } from "./publishedSize";

/** Certificates of a listener: the default one and 25 more. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MAX_CERTIFICATES = 26;

const ENVIRONMENT: ArgumentNames<EcsEnvironmentArgs> = {
  environment: true,
  profile: true,
  network: true,
  pools: true,
  nodeImages: true,
  nodeBundlePath: true,
  certificateArns: true,
  domain: true,
  httpOnly: true,
  protect: true,
  teams: true,
  logRetentionDays: true,
};
const NETWORK: ArgumentNames<NetworkArgs> = { vpcId: true, publicSubnetIds: true, privateSubnetIds: true };
const DOMAIN: ArgumentNames<DomainArgs> = { zoneId: true, hosts: true };

/** Arguments of an environment whose network may still have to be made. */
export type PlannedEnvironment = Omit<EcsEnvironmentArgs, "network"> & Partial<Pick<EcsEnvironmentArgs, "network">>;

/** What can be said of an environment's arguments beforehand, those of its pools included. */
export function environmentFindings(name: string, given: PlannedEnvironment): Findings {
  const args = argsOf(given);
  const teams = isRecord(args.teams) ? args.teams : {};
  return {
    judged: [
      { argument: "name", value: name, rule: resourceName },
      { argument: "environment", value: args.environment ?? name, rule: environmentName, plain: true },
      { argument: "profile", value: args.profile, rule: oneOf(Object.values(Profile)), plain: true },
      { argument: "network.vpcId", value: args.network?.vpcId, rule: vpc },
      { argument: "network.publicSubnetIds", value: args.network?.publicSubnetIds, rule: subnets },
      { argument: "network.privateSubnetIds", value: args.network?.privateSubnetIds, rule: subnets },
      { argument: "certificateArns", value: args.certificateArns, rule: optional(certificates), plain: true },
      { argument: "httpOnly", value: args.httpOnly, rule: optional(trueOrFalse), plain: true },
      { argument: "protect", value: args.protect, rule: optional(trueOrFalse), plain: true },
      { argument: "logRetentionDays", value: args.logRetentionDays, rule: optional(logRetention) },
      { argument: "nodeBundlePath", value: args.nodeBundlePath, rule: optional(bundleFile), plain: true },
      { argument: "domain.zoneId", value: args.domain?.zoneId, rule: args.domain ? hostedZone : anything },
      ...teamChecks(teams),
      ...imageChecks(args.pools),
      ...nodeImageChecks(args.nodeImages),
    ],
    problems: [
      ...otherArguments(given, ENVIRONMENT),
      ...otherArguments(args.network, NETWORK, "network"),
      ...otherArguments(args.domain, DOMAIN, "domain"),
      ...knownAtOnce("teams", args.teams),
      ...knownAtOnce("domain", args.domain),
      ...problemsOf([{ argument: "teams", value: args.teams, rule: optional(aMap) }]),
      ...teamProblems(teams),
      ...poolProblems(name, args.pools),
      ...nodeImageProblems(args),
      ...plannedSizeProblems(name, args.pools, args.teams),
      ...listenerProblems(args),
      ...domainProblems(args),
    ],
  };
}

const hostedZone = text(/^[A-Z0-9]{1,32}$/, "it is no hosted zone", "Pass a zone's id.");

const anything: Rule = () => undefined;

const vpc: Rule = (value) =>
  value === undefined || value === null || value === ""
    ? { rule: "it is needed", remedy: "Pass the network that the environment is to be in." }
    : text(/^vpc-[0-9a-z]+$/, "it is no id of a VPC", 'Pass one like "vpc-0a1b2c3d".')(value);

const subnets: Rule = (value) => {
  const subnet = text(/^subnet-[0-9a-z]+$/, "it is no subnet", "Pass ids of subnets in two or more zones.");
  const broken = listOf(subnet, { min: 2 })(value);
  if (broken) return Array.isArray(value) && value.length >= 2 ? broken : { ...broken, remedy: TWO_ZONES };
  const ids = value as string[];
  return new Set(ids).size < ids.length ? { rule: "it names a subnet twice", remedy: TWO_ZONES } : undefined;
};

const TWO_ZONES = "Name two or more, each in another zone.";

const certificates: Rule = (value) => {
  const broken = listOf(text(/^arn:[^:]+:acm:/, "it is no certificate of ACM", "Pass ARNs of ACM."))(value);
  if (broken) return broken;
  const ids = (value as string[]).map((arn) => arn.split("/").at(-1));
  if (new Set(ids).size < ids.length) return { rule: "it names a certificate twice", remedy: "Name each once." };
  if (ids.length <= MAX_CERTIFICATES) return undefined;
  return { rule: `a listener has at most ${MAX_CERTIFICATES}`, remedy: "Use certificates with several names." };
};

function listenerProblems(args: PlannedEnvironment): Problem[] {
  const production = isProfile(args.profile) && !PROFILES[args.profile].mayServeHttpOnly;
  if (args.httpOnly && production) {
    const rule = "production never serves plain HTTP";
    return [{ argument: "httpOnly", value: true, rule, remedy: "Pass certificateArns or domain instead." }];
  }
  const ways = [args.certificateArns && "certificateArns", args.domain && "domain", args.httpOnly && "httpOnly"];
  const chosen = ways.filter((way) => typeof way === "string");
  if (chosen.length === 1) return [];
  return [
    {
      argument: chosen[0] ?? "certificateArns",
      value: undefined,
      shown: chosen.length === 0 ? "missing" : `given together with ${chosen.slice(1).join(" and ")}`,
      rule: "the load balancer needs one way to serve",
      remedy: `Pass one of certificateArns, domain${production ? "" : " and httpOnly: true"}.`,
    },
  ];
}

function domainProblems({ domain }: PlannedEnvironment): Problem[] {
  if (domain === undefined || knownAtOnce("domain", domain).length > 0) return [];
  if (domain === null || typeof domain !== "object") {
    return [{ argument: "domain", value: domain, rule: "it is no domain", remedy: "Pass zoneId and hosts." }];
  }
  const problems = problemsOf([{ argument: "domain.hosts", value: domain.hosts, rule: hosts, plain: true }]);
  if (isPlain(domain.hosts) && Array.isArray(domain.hosts) && domain.hosts.length > LIMITS.certificateNames) {
    problems.push({
      argument: "domain.hosts",
      value: domain.hosts.length,
      shown: `${domain.hosts.length} hosts long`,
      rule: `a certificate has at most ${LIMITS.certificateNames} names`,
      remedy: 'Use a wildcard like "*.example.com" for hosts beside each other, or pass certificateArns.',
    });
  }
  return problems;
}

function isProfile(value: unknown): value is Profile {
  return typeof value === "string" && Object.hasOwn(PROFILES, value);
}
