package io.xynergy.e2e;

/** Names of the images under test; the cluster has them already, or can pull them. */
final class Images {

    static final String REGISTRY = setting("IMAGES_REGISTRY", "ghcr.io/xynergy");
    static final String TAG = setting("IMAGES_TAG", "0.1.0");

    /** The tag of the gateway's image that is the same image under another name. */
    static final String NEXT = TAG + "-next";

    private Images() {}

    static String of(String name) {
        return of(name, TAG);
    }

    static String of(String name, String tag) {
        return REGISTRY + "/" + name + ":" + tag;
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
