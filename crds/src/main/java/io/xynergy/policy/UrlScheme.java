package io.xynergy.policy;

/** The scheme of a URL that clients use. */
public enum UrlScheme {
    @Spelled("http")
    HTTP,
    @Spelled("https")
    HTTPS
}
