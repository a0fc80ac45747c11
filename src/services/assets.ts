/** Where web hosts have those parts of the application that Nginx serves by itself. */
export const assetsRoot = '/srv/assets';
