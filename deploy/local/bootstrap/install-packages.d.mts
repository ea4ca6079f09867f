/** What `install-packages.mjs` exports. */
export class InstallError extends Error {
  code: 'RIEL_LOCAL_INSTALL';
}

export function installPackages(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void>;
