/** Variables that the locations use: what depends on the request or on what the application answered. */
export function renderMaps(): string {
  return [mediaTypes, ways, caching, policies, defaultsForApplication].join('\n\n');
}

/** Types that older lists of Nginx lack; without them `nosniff` would make browsers refuse such files. */
const mediaTypes = `types {
    text/javascript mjs;
    application/manifest+json webmanifest;
}`;

/**
 * RFC 6455 section 4.1, and "server-sent events" in the HTML standard: what is told by headers need not be declared. Only
 * of requests without a body, since a named location does not look at Content-Length.
 */
const ways = `map "$request_method:$content_length:$http_transfer_encoding" $is_plain_get {
    GET:: 1;
    default 0;
}
map "$is_plain_get:$http_upgrade:$http_accept" $way_to_app {
    default '';
    "~*^1:websocket:" @websocket;
    "~*^1::.*text/event-stream" @events;
}`;

/**
 * A file whose name carries a hash of its content never changes, so it need not be asked for again. Hexadecimal or
 * upper-case base32 with at least one digit, as bundlers write them; anything vaguer could be an ordinary word.
 */
const caching = `map $uri $static_cache_control {
    default "no-cache";
    "~[.-](?=[a-f]*[0-9])[0-9a-f]{8,64}\\.[a-z0-9]+$" "public, max-age=31536000, immutable";
    "~[.-](?=[A-Z]*[0-9])[0-9A-Z]{8}\\.[a-z0-9]+$" "public, max-age=31536000, immutable";
}`;

/** Policies that only concern documents, as the HTML5 boilerplate recommends them. An empty value sends no header. */
const policies = `map $sent_http_content_type $content_security_policy {
    default '';
    "~*^(text/html|application/xhtml|application/pdf|image/svg|text/xml)" "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; upgrade-insecure-requests";
}
map $sent_http_content_type $permissions_policy {
    default '';
    "~*^text/html" "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";
}
map $sent_http_content_type $opener_policy {
    default '';
    "~*^text/html" same-origin;
}`;

/** For answers of the application: only what it did not say itself. */
const defaultsForApplication = `map $upstream_http_x_content_type_options $app_content_type_options {
    '' nosniff;
    default '';
}
map $upstream_http_referrer_policy $app_referrer_policy {
    '' strict-origin-when-cross-origin;
    default '';
}`;
