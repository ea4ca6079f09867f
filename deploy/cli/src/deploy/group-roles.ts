/** Roles that the services' grants name. None of them can log in; login users are members. */
export const groupRoles = [
  'riel_command',
  'riel_gateway',
  'riel_webhook',
  'riel_projector',
  'riel_query',
  'riel_reconciliation',
] as const;

export type GroupRole = (typeof groupRoles)[number];

/** A user of PostgreSQL that a service logs in with. */
export interface Login {
  readonly user: string;
  readonly role: GroupRole;
  readonly password: string;
}
