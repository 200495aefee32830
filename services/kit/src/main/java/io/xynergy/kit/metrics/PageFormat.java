package io.xynergy.kit.metrics;

import java.util.Locale;

/** The text formats of a page of metrics. */
public enum PageFormat {
    /** The one that everything reads. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8", ""),

    /** OpenMetrics 1.0. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8", "# EOF\n");

    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    private final String contentType;
    private final String end;

    PageFormat(String contentType, String end) {
        this.contentType = contentType;
        this.end = end;
    }

    /**
     * The format for a reader: OpenMetrics for those who name version 1.0.0 of it, as Prometheus
     * does by default, or no version; else the other one.
     *
     * @param accept value of {@code Accept}; empty if there is none
     */
    public static PageFormat of(String accept) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.strip().split("\\s*;\\s*", -1);
            if (parts[0].equals(OPEN_METRICS_TYPE) && isWanted(parts)) {
                return OPEN_METRICS;
            }
        }
        return PROMETHEUS;
    }

    private static boolean isWanted(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace(" ", "").replace("\"", "");
            boolean otherVersion =
                    parameter.startsWith("version=") && !parameter.equals("version=1.0.0");
            if (otherVersion || parameter.matches("q=0(\\.0*)?")) {
                return false;
            }
        }
        return true;
    }

    /** The media type. */
    public String contentType() {
        return contentType;
    }

    /** What stands behind the last family. */
    String end() {
        return end;
    }
}
