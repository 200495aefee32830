package io.xynergy.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the admin listener at a port shows. */
public final class AdminPages {

    private final int port;

    public AdminPages(int port) {
        this.port = port;
    }

    /** A page, on a connection of its own. */
    public Response get(String path) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n");
            return client.read();
        }
    }

    /** The page of the metrics. */
    public String metrics() throws IOException {
        Response response = get("/metrics");
        assertThat(response.status()).isEqualTo(200);
        return response.text();
    }

    /**
     * A metric's value.
     *
     * @param name with its labels, as the page has it
     */
    public long metric(String name) throws IOException {
        Matcher line =
                Pattern.compile("^" + Pattern.quote(name) + " ([0-9.E+-]+)$", Pattern.MULTILINE)
                        .matcher(metrics());
        return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
    }

    /** Waits until a metric has a value: responses may be there before they are counted. */
    public void awaitMetric(String name, long value) {
        Await.until(
                () -> name + " becomes " + value + "; counted are\n" + counted(),
                () -> has(name, value));
    }

    /** The gateway's own counters that have counted anything. */
    private String counted() {
        try {
            return metrics()
                    .lines()
                    .filter(line -> line.startsWith("xynergy_") && !line.endsWith(" 0"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean has(String name, long value) {
        try {
            return metric(name) == value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
