/** Units that stand in for what a node has from Amazon, and what else a machine needs; `path` is where its programs are. */
export function standIns(path: string, withoutAws = false): Record<string, string> {
  const environment = `Environment="PATH=${path}"
Environment=AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=B`;
  return {
    "network.service": service(`Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip link set lo up && ip addr add 169.254.169.254/32 dev lo && ip addr add 10.0.1.7/32 dev lo'`),
    "imds.service": service("ExecStart=/usr/bin/python3 /stub/imds.py", "After=network.service\nWants=network.service"),
    "aws.service": service("ExecStart=/usr/bin/python3 /stub/aws.py", "After=network.service\nWants=network.service"),
    // As Amazon Linux has it, but that a machine in a machine may not set the clock.
    "chronyd.service": service(
      "ExecStart=/usr/sbin/chronyd -x -d -u root -f /etc/chrony.conf",
      "After=network.service",
    ),
    "docker.service": service(
      "Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'sleep 1; echo docker.service >>/results/order'",
    ),
    "cloud-final.service": service(
      `Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'sleep 1; mkdir -p /etc/fairlead; cp /stub/node /etc/fairlead/node; echo cloud-final.service >>/results/order'`,
      `After=network-online.target imds.service aws.service\nWants=imds.service${withoutAws ? "" : " aws.service"}`,
    ),
    // Its [Unit] is Amazon's.
    "ecs.service": service(
      `Type=simple
Restart=on-failure
RestartPreventExitStatus=5
RestartSec=10s
EnvironmentFile=-/etc/ecs/ecs.config
ExecStart=/bin/sh -c 'echo "ecs.service \${ECS_CLUSTER} $(head -n 1 /etc/container_config/node.config)" >>/results/order; exec sleep infinity'`,
      "Wants=docker.service\nAfter=docker.service\nAfter=cloud-final.service",
    ),
    "node-config.service.d/test.conf": `[Service]\n${environment}`,
    "node-config-refresh.service.d/test.conf": `[Service]\n${environment}`,
    "scenario.service": `[Unit]
After=ecs.service node-config.service rsyslog.service
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
${environment}
ExecStart=/bin/bash /stub/scenario
`,
  };
}

/** Units that start at boot. */
export const ENABLED = ["cloud-final.service", "ecs.service", "scenario.service"];

function service(body: string, unit = ""): string {
  return `[Unit]\n${unit}\n\n[Service]\n${body}\n`;
}
