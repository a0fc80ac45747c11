/** The Nginx that serves the dashboard on a monitoring host. */
export interface DashboardServer {
  readonly hostName: string;
  readonly privateAddress: string;
  readonly port: number;
  /** Where the files of the page are. */
  readonly root: string;
  /** max-age of Strict-Transport-Security, seconds; 0 sends no header. */
  readonly hstsSeconds: number;
  /** By which a browser that has logged in is known again. */
  readonly visitorCookie: string;
}
