import { dashboardUser } from '../dashboard-files.ts';
import { writtenBySmartx } from '../file.ts';
import type { DashboardServer } from './model.ts';

/** As htpasswd(1) writes it. */
export function renderPasswords(hash: string): string {
  return `${dashboardUser}:${hash}\n`;
}

/**
 * Whoever has logged in gets a cookie that nobody can guess. Without it an address has five requests a second, too few
 * for guessing passwords, and with it there is no limit. It is no login: the password is asked for all the same.
 */
export function renderVisitor({ visitorCookie }: DashboardServer, visitor: string): string {
  return `# ${writtenBySmartx}
map $cookie_${visitorCookie} $guesses_from {
    "${visitor}" '';
    default $binary_remote_addr;
}
map $uri $visitor_cookie {
    /index.html "${visitorCookie}=${visitor}; Path=/; Secure; HttpOnly; SameSite=Strict";
    default '';
}
`;
}
