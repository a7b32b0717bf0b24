import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DomainArgs } from "./environmentArgs";

/**
 * Makes a certificate for the hosts of a domain and proves by DNS that they are ours.
 * @returns its ARN, which resolves when the certificate is issued.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export function declareCertificate(
  parent: pulumi.ComponentResource,
  name: string,
  domain: DomainArgs,
): pulumi.Output<string> {
  const child = { parent };
  const [first = "", ...others] = domain.hosts;
  const certificate = new aws.acm.Certificate(
    name,
    { domainName: first, subjectAlternativeNames: others, validationMethod: "DNS" },
    child,
  );
  // A wildcard and its parent are proven by the same record.
  const proven = [...new Set(domain.hosts.map((host) => host.replace(/^\*\./, "")))];
  const records = proven.map((host) => {
    const option = certificate.domainValidationOptions.apply((options) => {
      const found = options.find((option) => option.domainName.replace(/^\*\./, "") === host);
      if (!found) throw new Error(`ACM names no record that proves ${host}`);
      return found;
    });
    return new aws.route53.Record(
      `${name}-proof-${host}`,
      {
        zoneId: domain.zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: 300,
        allowOverwrite: true, // another certificate of the same host has the same record
      },
      child,
    );
  });
  const validation = new aws.acm.CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
    child,
  );
  return validation.certificateArn;
}
