import type { RequestLimits } from '../../platform/platform.ts';

/**
 * How a request goes on to the application, within a location. It is tried on another application host only when it was
 * not yet sent or is safe to repeat, which is the default of proxy_next_upstream.
 */
export function renderProxy(upstream: string, limits: Omit<RequestLimits, 'bodyBytesMax'>): string {
  return [
    // Empty: kept open for the next request.
    ...common(upstream, "''", limits.responseTimeoutSeconds),
    ...(limits.requestBuffering ? [] : ['proxy_request_buffering off;']),
    ...(limits.responseBuffering ? [] : ['proxy_buffering off;']),
    'add_header X-Content-Type-Options $app_content_type_options;',
    'add_header Referrer-Policy $app_referrer_policy;',
  ]
    .map(indented)
    .join('\n');
}

/**
 * A WebSocket (RFC 6455 section 4.1). Once it is open, the time limits of Nginx end it after as much silence both ways;
 * until then HAProxy waits no longer than for any other answer.
 */
export function renderWebSocketProxy(upstream: string, tunnelTimeoutSeconds: number): string {
  return [...common(upstream, 'upgrade', tunnelTimeoutSeconds), 'proxy_set_header Upgrade websocket;']
    .map(indented)
    .join('\n');
}

function common(upstream: string, connection: string, silenceSeconds: number): readonly string[] {
  return [
    `proxy_pass http://${upstream};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Host $host;',
    `proxy_set_header Connection ${connection};`,
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Proto https;',
    'proxy_set_header X-Request-ID $http_x_request_id;',
    'proxy_connect_timeout 2s;',
    `proxy_send_timeout ${silenceSeconds}s;`,
    `proxy_read_timeout ${silenceSeconds}s;`,
    'proxy_next_upstream error timeout;',
    'proxy_next_upstream_tries 2;',
    'proxy_next_upstream_timeout 10s;',
  ];
}

function indented(line: string): string {
  return `        ${line}`;
}
