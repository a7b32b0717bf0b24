/**
 * AWS's list prices in US dollars, as facts: each with the page that is the authority on it. They were read on the day below
 * in published copies of AWS's price list of 2026. What is not in here is not guessed: a bill says "not known" of it.
 */
export const PRICES_READ = "2026-11-28";

/** Regions whose prices are known here. */
export type PricedRegion = "eu-central-1" | "us-east-1";

/** Hours of a month, as AWS's own calculator counts them. */
export const HOURS_PER_MONTH = 730;

type ByRegion = Readonly<Record<PricedRegion, number>>;

const everywhere = (price: number): ByRegion => ({ "eu-central-1": price, "us-east-1": price });
const monthly = (prices: ByRegion): ByRegion => ({
  "eu-central-1": prices["eu-central-1"] / HOURS_PER_MONTH,
  "us-east-1": prices["us-east-1"] / HOURS_PER_MONTH,
});

/** What one piece costs by the hour; what AWS sells by the month is divided. */
const HOURLY = {
  /** @see https://aws.amazon.com/vpc/pricing/ */
  natGateway: { "eu-central-1": 0.052, "us-east-1": 0.045 },
  /** @see https://aws.amazon.com/vpc/pricing/ (public IPv4 addresses) */
  publicIpv4: everywhere(0.005),
  /** Without the capacity units that traffic uses. @see https://aws.amazon.com/elasticloadbalancing/pricing/ */
  applicationLoadBalancer: { "eu-central-1": 0.027, "us-east-1": 0.0225 },
  /** A GiB of gp3 with the throughput that is included. @see https://aws.amazon.com/ebs/pricing/ */
  gp3Gib: monthly({ "eu-central-1": 0.0952, "us-east-1": 0.08 }),
  /** @see https://aws.amazon.com/kms/pricing/ */
  kmsKey: monthly(everywhere(1)),
  /** @see https://aws.amazon.com/secrets-manager/pricing/ */
  secret: monthly(everywhere(0.4)),
  /** A metric that an alarm of standard resolution looks at. @see https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMetric: monthly(everywhere(0.1)),
  /** An account's first three are free. @see https://aws.amazon.com/cloudwatch/pricing/ */
  dashboard: monthly(everywhere(3)),
  /** @see https://aws.amazon.com/route53/pricing/ */
  hostedZone: monthly(everywhere(0.5)),
} as const satisfies Record<string, ByRegion>;

/** Things with a price of their own. */
export type Priced = keyof typeof HOURLY;

/**
 * Linux on demand, size `large`, by the hour.
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 */
const LARGE: Readonly<Record<string, Partial<ByRegion>>> = {
  c5: { "eu-central-1": 0.097, "us-east-1": 0.085 },
  c5a: { "us-east-1": 0.077 },
  c6a: { "eu-central-1": 0.0873, "us-east-1": 0.0765 },
  c6g: { "us-east-1": 0.068 },
  c6i: { "eu-central-1": 0.097, "us-east-1": 0.085 },
  c7a: { "eu-central-1": 0.11713, "us-east-1": 0.10264 },
  c7g: { "us-east-1": 0.0725 },
  c7i: { "eu-central-1": 0.10185, "us-east-1": 0.08925 },
  c8g: { "us-east-1": 0.07976 },
  c8i: { "us-east-1": 0.09371 },
  m5: { "eu-central-1": 0.115, "us-east-1": 0.096 },
  m5a: { "eu-central-1": 0.104, "us-east-1": 0.086 },
  m6a: { "eu-central-1": 0.1035, "us-east-1": 0.0864 },
  m6g: { "eu-central-1": 0.092, "us-east-1": 0.077 },
  m6i: { "eu-central-1": 0.115, "us-east-1": 0.096 },
  m7a: { "eu-central-1": 0.13886, "us-east-1": 0.11592 },
  m7g: { "us-east-1": 0.0816 },
  m7i: { "eu-central-1": 0.12075, "us-east-1": 0.1008 },
  "m7i-flex": { "eu-central-1": 0.11471, "us-east-1": 0.09576 },
  m8g: { "us-east-1": 0.08976 },
  m8i: { "us-east-1": 0.10584 },
  r6a: { "us-east-1": 0.1134 },
  r6g: { "us-east-1": 0.1008 },
  r6i: { "us-east-1": 0.126 },
  r7a: { "us-east-1": 0.15215 },
  r7g: { "us-east-1": 0.1071 },
  r7i: { "us-east-1": 0.1323 },
  t3: { "eu-central-1": 0.096, "us-east-1": 0.0832 },
  t3a: { "us-east-1": 0.0752 },
  t4g: { "us-east-1": 0.0672 },
};

/** Sizes of these families in terms of `large`: their prices are in proportion. Bare metal is not. */
function largesIn(size: string): number | undefined {
  const small: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 };
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  return times === undefined ? own(small, size) : 2 * Number(times);
}

/** What a piece costs by the hour, `undefined` where the price is not known here. */
export function hourlyPrice(what: Priced, region: string): number | undefined {
  return own<number>(HOURLY[what], region);
}

/** What an instance costs by the hour on demand, `undefined` where the price is not known here. */
export function instancePrice(type: string, region: string): number | undefined {
  const [family = "", size = ""] = type.split(".");
  const large = own(own(LARGE, family) ?? {}, region);
  const times = largesIn(size);
  return large === undefined || times === undefined ? undefined : large * times;
}

/** A property that the table itself has: regions and types are what a program wrote. */
function own<T>(table: Readonly<Partial<Record<string, T>>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
