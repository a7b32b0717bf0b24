import { ENVIRONMENT_DIRECTORY, ENVIRONMENT_TAG, NODE_CONFIG_FILE } from "../constants";
import { type AgentSettings, agentConfigLines } from "./agentConfig";
import { nodeConfigLines } from "./nodeConfig";

/**
 * Start script of a node with the stock ECS image. It runs in cloud-init, which the ECS agent waits for
 * (`ecs.service` is ordered after `cloud-final.service`), so the environment directory is complete before the first
 * task. It does not start the agent itself: within cloud-init that would wait on itself.
 *
 * A node that could not be configured never takes tasks: the first thing written is a drop-in that lets the agent
 * start only when `node.config` exists, and that file appears by a rename as the last step.
 */
export function userData(settings: AgentSettings): string {
  return `#!/bin/bash
set -euo pipefail
fail() { echo "fairlead: node not configured, it will not join the cluster: $*" >&2; exit 1; }
trap 'fail "line $LINENO"' ERR

mkdir -p /etc/systemd/system/ecs.service.d ${ENVIRONMENT_DIRECTORY}
cat >/etc/systemd/system/ecs.service.d/10-node-config.conf <<'UNIT'
[Unit]
AssertPathExists=${NODE_CONFIG_FILE}
UNIT
systemctl daemon-reload

imds=http://169.254.169.254/latest
curl_imds() { curl --silent --show-error --fail --retry 5 --retry-connrefused --max-time 5 "$@"; }
token=$(curl_imds --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$imds/api/token")
about() { curl_imds --header "X-aws-ec2-metadata-token: $token" "$imds/meta-data/$1"; }

environment=$(about tags/instance/${ENVIRONMENT_TAG}) || fail "the instance has no tag '${ENVIRONMENT_TAG}'"
[[ "$environment" =~ ^[a-z][a-z0-9-]*$ ]] || fail "the tag '${ENVIRONMENT_TAG}' names no environment"
cluster=${quote(settings.clusterName)}
region=$(about placement/region)
instance_id=$(about instance-id)
lifecycle=$(about instance-life-cycle)
host_ip=$(about local-ipv4)

cat >/etc/ecs/ecs.config <<'AGENT'
${agentConfigLines(settings).join("\n")}
AGENT

cat >${NODE_CONFIG_FILE}.new <<CONFIG
${nodeConfigLines((value) => `$${value}`).join("\n")}
CONFIG
chmod 0644 ${NODE_CONFIG_FILE}.new
mv ${NODE_CONFIG_FILE}.new ${NODE_CONFIG_FILE}
`;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
