// A key and a certificate of a server on this machine, of this run alone; openssl makes them.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export interface CertificateFiles {
  readonly key: string
  readonly cert: string
}

/** Writes `key.pem` and `cert.pem`, for localhost and one day. */
export function makeCertificate(directory: string): CertificateFiles {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')] as const
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1']
  execFileSync('openssl', ['req', '-x509', ...curve, ...name, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { key, cert }
}
