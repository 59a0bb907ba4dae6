import { stat } from 'node:fs/promises'

/** What changes with every new content; undefined for what is not there or is no regular file. */
export async function identityOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, isFile } = await statOf(file)
    return isFile ? `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}` : undefined
  } catch {
    return undefined
  }
}

async function statOf(file: string) {
  const found = await stat(file, { bigint: true })
  return {
    dev: found.dev,
    ino: found.ino,
    size: found.size,
    mtimeNs: found.mtimeNs,
    ctimeNs: found.ctimeNs,
    isFile: found.isFile(),
  }
}
