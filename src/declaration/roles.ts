/** What a host does. A host may have several, see the rule ROLES_CLASH. */
export const roles = ['dns', 'loadBalancer', 'web', 'app', 'database', 'monitoring'] as const;
export type Role = (typeof roles)[number];
