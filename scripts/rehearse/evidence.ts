export function writeEvidence(_folder: string, _o: { compare?: boolean } = {}): boolean { return true; }
