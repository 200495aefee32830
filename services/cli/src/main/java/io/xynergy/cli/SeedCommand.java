package io.xynergy.cli;

import static java.util.Locale.ROOT;

import io.xynergy.cli.issuer.IssuerClient;
import io.xynergy.cli.issuer.IssuerException;
import io.xynergy.cli.issuer.TokenRequest;
import io.xynergy.cli.seed.Seeding;
import io.xynergy.cli.stack.Addresses;
import io.xynergy.cli.stack.Progress;
import io.xynergy.cli.stack.StackException;
import io.xynergy.kit.signal.Signals;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy seed}: sample data for a tenant of the stack that runs. */
@Command(
        name = "seed",
        description = "Fills a tenant of the stack that runs here with sample contacts.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy seed --contacts 10000",
            "  xynergy seed --contacts 1000000 --tenant big --seed 7",
            "",
            "Contacts go through the gateway in batches, as the user --user of the tenant.",
            "Ctrl-C ends it after those that are under way, a second one at once."
        })
final class SeedCommand implements Callable<Integer> {

    private static final String CONTACTS = "/api/v2/crm/contacts";
    private static final int MOST = 1_000_000;

    /** As shells say it of a command that SIGINT ended. */
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--contacts",
            required = true,
            paramLabel = "N",
            description = "How many, up to 1000000.")
    private int contacts;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose contacts they become. Default: ${DEFAULT-VALUE}.")
    private String tenant = "acme";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who makes them. Default: ${DEFAULT-VALUE}.")
    private String user = "seed";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "The same number gives the same contacts. Default: another one each time.")
    private @Nullable Integer seed;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The contacts. Default: " + CONTACTS + " at the gateway that runs here.")
    private @Nullable URI url;

    @Mixin private DataOption data = new DataOption();

    private final PrintWriter out;

    SeedCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (contacts < 1 || contacts > MOST) {
            throw Failure.usage("--contacts %d: must be from 1 to %d".formatted(contacts, MOST));
        }
        if (!TokenRequest.isName(tenant)) {
            throw Failure.usage("--tenant: expected 1 to 128 characters and no control characters");
        }
        Integer given = seed;
        int chosen = given == null ? ThreadLocalRandom.current().nextInt(1, MOST) : given;
        var progress = new Progress(out, System::nanoTime);
        try {
            Addresses addresses = Addresses.in(data.directory());
            URI resource = url;
            if (resource == null) {
                resource = addresses.gateway().resolve(CONTACTS);
            }
            var wish = new Seeding.Wish(contacts, chosen, UUID.randomUUID().toString(), resource);
            progress.line(
                    String.format(
                            ROOT,
                            "making %s for %s at %s (--seed %d)",
                            counted(contacts),
                            tenant,
                            resource,
                            chosen));
            return seed(wish, new IssuerClient(addresses.issuer()), progress);
        } catch (StackException e) {
            throw Failure.part(e.getMessage());
        } catch (IssuerException e) {
            throw Failure.part(e.getMessage());
        }
    }

    /** The first one lets the request that is under way finish, the second one does not. */
    private static void stopAtSignals(Seeding seeding) {
        var asked = new AtomicBoolean();
        Runnable stop =
                () -> {
                    if (asked.getAndSet(true)) {
                        Runtime.getRuntime().halt(INTERRUPTED);
                    }
                    seeding.stop();
                };
        List.of("INT", "TERM", "HUP").forEach(signal -> Signals.handle(signal, stop));
    }

    private int seed(Seeding.Wish wish, IssuerClient issuer, Progress progress)
            throws IssuerException, InterruptedException {
        var request =
                new TokenRequest(
                        user,
                        Optional.of(tenant),
                        List.of(),
                        List.of(),
                        TokenRequest.USUAL_LIFETIME);
        var seeding = new Seeding(wish, System::nanoTime);
        stopAtSignals(seeding);
        long began = progress.now();
        Seeding.Summary summary =
                seeding.run(() -> issuer.token(request), reports(progress, began));
        progress.line(
                String.format(
                        ROOT,
                        "made %s for %s in %s (%,.0f a second)%s",
                        counted(summary.made()),
                        tenant,
                        progress.since(began),
                        rate(summary.made(), progress.now() - began),
                        repetitions(summary.repeated())));
        if (summary.failure().isPresent()) {
            throw Failure.part(
                    "%s not made: %s"
                            .formatted(
                                    counted(contacts - summary.made()), summary.failure().get()));
        }
        return summary.made() < contacts ? INTERRUPTED : ExitCode.OK;
    }

    private Seeding.Reports reports(Progress progress, long began) {
        return new Seeding.Reports() {
            @Override
            public void made(long contacts) {
                progress.line(underway(contacts, progress.now() - began));
            }

            @Override
            public void waits(String why) {
                progress.line("  trying again: " + why);
            }
        };
    }

    private String underway(long made, long nanos) {
        double rate = rate(made, nanos);
        String left =
                made == 0 ? "" : String.format(ROOT, ", %,.0f s left", (contacts - made) / rate);
        return String.format(ROOT, "  %,d of %,d, %,.0f a second%s", made, contacts, rate, left);
    }

    private static String counted(long contacts) {
        return String.format(ROOT, "%,d contact%s", contacts, contacts == 1 ? "" : "s");
    }

    private static double rate(long made, long nanos) {
        return made * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(nanos, 1);
    }

    private static String repetitions(Map<String, Integer> repeated) {
        if (repeated.isEmpty()) {
            return "";
        }
        List<String> parts =
                repeated.entrySet().stream()
                        .map(part -> "%d after %s".formatted(part.getValue(), part.getKey()))
                        .toList();
        return "; requests sent again: " + String.join(", ", parts);
    }
}
