import { refusal, type Service, type StandInAnswer } from './answers.ts';

const SCOPE =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;

interface Codes {
  readonly missing: string;
  readonly incomplete: string;
  readonly wrong: string;
}
const JSON_CODES: Codes = {
  missing: 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  wrong: 'InvalidSignatureException',
};
const QUERY_CODES: Codes = {
  missing: 'MissingAuthenticationToken',
  incomplete: 'IncompleteSignature',
  wrong: 'SignatureDoesNotMatch',
};

/**
 * Refuses what is not signed for this service and region, as AWS does. The signature's form is checked and not its
 * value: the stand-in knows no secret keys.
 */
export function authorizationFault(
  header: string | undefined,
  expected: { readonly service: Service; readonly region: string },
): StandInAnswer | null {
  const { service, region } = expected;
  const codes = service === 'sts' ? QUERY_CODES : JSON_CODES;
  const refuse = (code: string, message: string) => refusal(service, { code, message });
  if (header === undefined) return refuse(codes.missing, 'Request is missing Authentication Token');
  const [, signedRegion, signedService] = SCOPE.exec(header) ?? [];
  if (signedRegion === undefined || signedService === undefined)
    return refuse(codes.incomplete, 'Authorization header is not a signature of version 4.');
  if (signedRegion !== region)
    return refuse(codes.wrong, 'Credential should be scoped to a valid region.');
  if (signedService !== service)
    return refuse(codes.wrong, `Credential should be scoped to correct service: '${service}'.`);
  return null;
}
