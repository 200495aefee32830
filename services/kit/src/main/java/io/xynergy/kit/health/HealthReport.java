package io.xynergy.kit.health;

import io.xynergy.kit.json.JsonWriter;
import java.util.List;

/**
 * The results of several checks.
 *
 * @param entries in the order in which the checks were added
 */
public record HealthReport(List<Entry> entries) {

    public HealthReport {
        entries = List.copyOf(entries);
    }

    /**
     * One check's result.
     *
     * @param required whether the whole is down when this is down; otherwise it is only degraded
     */
    public record Entry(String name, boolean required, CheckResult result) {}

    /** The state of the whole: the worst of its parts. */
    public Status status() {
        Status worst = Status.UP;
        for (Entry entry : entries) {
            Status status =
                    switch (entry.result()) {
                        case CheckResult.Up _ -> Status.UP;
                        case CheckResult.Degraded _ -> Status.DEGRADED;
                        case CheckResult.Down _ -> entry.required() ? Status.DOWN : Status.DEGRADED;
                    };
            worst = status.compareTo(worst) > 0 ? status : worst;
        }
        return worst;
    }

    /** The HTTP status that says the same: 503 when down, otherwise 200. */
    public int httpStatus() {
        return status() == Status.DOWN ? 503 : 200;
    }

    /**
     * {@code {"status":"UP","checks":[{"name","status","detail","reason","required"}]}} in UTF-8.
     */
    public byte[] toJson() {
        var json = new JsonWriter().openObject();
        json.member("status", status().name()).name("checks").openArray();
        for (Entry entry : entries) {
            json.openObject().member("name", entry.name());
            switch (entry.result()) {
                case CheckResult.Up up -> {
                    json.member("status", Status.UP.name());
                    if (!up.detail().isEmpty()) {
                        json.member("detail", up.detail());
                    }
                }
                case CheckResult.Degraded degraded ->
                        json.member("status", Status.DEGRADED.name())
                                .member("reason", degraded.reason());
                case CheckResult.Down down ->
                        json.member("status", Status.DOWN.name()).member("reason", down.reason());
            }
            json.member("required", entry.required()).closeObject();
        }
        return json.closeArray().closeObject().toBytes();
    }

    /** States from best to worst. */
    public enum Status {
        UP,
        DEGRADED,
        DOWN
    }
}
