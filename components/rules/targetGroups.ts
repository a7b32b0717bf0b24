/**
 * Target groups that one Application Load Balancer uses, each of a web service; AWS raises that for nobody.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export const TARGET_GROUPS_PER_LOAD_BALANCER = 100;
