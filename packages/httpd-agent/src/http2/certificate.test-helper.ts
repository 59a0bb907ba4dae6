import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificate } from '../../../../tools/rigs/certificate.ts'

/** A key and a certificate for localhost, of this run alone. */
export function certificateTexts(): { readonly key: string; readonly cert: string } {
  const directory = mkdtempSync(join(tmpdir(), 'sflow-certificate-'))
  try {
    const { key, cert } = makeCertificate(directory)
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(directory, { recursive: true })
  }
}
