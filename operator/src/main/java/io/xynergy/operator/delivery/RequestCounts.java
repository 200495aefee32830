package io.xynergy.operator.delivery;

import java.nio.charset.StandardCharsets;

/**
 * Requests that a pod has answered since it started.
 *
 * @param errors those answered with a server error
 */
public record RequestCounts(double requests, double errors) {

    private static final String NAME = "xynergy_gateway_requests_total{";
    private static final String SERVER_ERRORS = "class=\"5xx\"";

    /** The counts on a page of metrics, over all routes. */
    static RequestCounts of(byte[] page) {
        double requests = 0;
        double errors = 0;
        for (String line : new String(page, StandardCharsets.UTF_8).split("\n")) {
            int end = line.lastIndexOf('}');
            if (line.startsWith(NAME) && end > 0) {
                double value = number(line.substring(end + 1).strip());
                requests += value;
                errors += line.substring(0, end).contains(SERVER_ERRORS) ? value : 0;
            }
        }
        return new RequestCounts(requests, errors);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.split(" ")[0]);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
