package io.xynergy.gateway.wire;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The connections of a port that the kernel holds until they are accepted.
 *
 * <p>A connection that is made between the last accept and the closing of the port is reset,
 * although its client has sent a request by then; and each listener that shares the port has a
 * backlog of its own. No proxy that we know avoids this when it stops without a successor. Linux
 * can: a packet filter on the listening sockets drops what begins a connection ({@code SYN}), and
 * nothing else, so that the backlogs run empty while the port is still open. A client whose first
 * packet is dropped sends it again a second later and is refused then, having sent nothing.
 *
 * <p>Java has no such socket option, so it is set by the function of the C library. On other
 * systems nothing is known and nothing is turned away.
 */
public final class Backlog {

    private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The kernel's states of a socket, in hexadecimal (include/net/tcp_states.h). */
    private static final String SYN_RECEIVED = "03";

    private static final String LISTENING = "0A";

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /**
     * Classic BPF over the TCP header, an instruction a line: code, jumps and constant, as {@code
     * struct sock_filter} has them in memory.
     */
    private static final long[] DROP_SYN = {
        instruction(0x30, 0, 0, 13), // load the flags
        instruction(0x54, 0, 0, 0x12), // of them SYN and ACK
        instruction(0x15, 0, 1, 0x02), // SYN alone?
        instruction(0x06, 0, 0, 0), // drop
        instruction(0x06, 0, 0, 0xffff_ffffL) // pass
    };

    private static final long PROGRAM_SIZE = 16;
    private static final long PROGRAM_ADDRESS = 8;

    private final Set<Integer> ports;

    /** What there is for these ports, in the network of this process. */
    public Backlog(Set<Integer> ports) {
        this.ports = Set.copyOf(ports);
    }

    private static long instruction(int code, int ifTrue, int ifFalse, long constant) {
        return code | (long) ifTrue << 16 | (long) ifFalse << 24 | constant << 32;
    }

    /**
     * From now on no connection begins at the ports' listeners; those that have begun are not
     * touched.
     *
     * @return false where this cannot be had, and connections go on to come
     */
    public boolean turnAway() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try {
            return filter(listeningDescriptors());
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "connections cannot be turned away", e);
            return false;
        }
    }

    /**
     * Whether no connection waits to be accepted, and none is being made.
     *
     * @return also true where it is not known
     */
    public boolean isEmpty() {
        try {
            for (Socket socket : sockets()) {
                boolean waits =
                        switch (socket.state()) {
                            case LISTENING -> socket.received() > 0;
                            case SYN_RECEIVED -> true;
                            default -> false;
                        };
                if (waits) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the backlog is not known", e);
            return true;
        }
    }

    /**
     * A line of the kernel's table.
     *
     * @param received for a listening socket: how many connections wait to be accepted
     */
    private record Socket(String state, long received, String inode) {}

    private List<Socket> sockets() throws IOException {
        List<Socket> found = new ArrayList<>();
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] column = line.strip().split("\\s+", 11);
                    if (column.length > 10 && ports.contains(localPort(column[1]))) {
                        String queue = column[4].substring(column[4].indexOf(':') + 1);
                        found.add(new Socket(column[3], Long.parseLong(queue, 16), column[9]));
                    }
                }
            }
        }
        return found;
    }

    /** The port in {@code ADDRESS:PORT}; −1 in the table's head. */
    private static int localPort(String address) {
        int colon = address.indexOf(':');
        return colon < 0 ? -1 : Integer.parseInt(address.substring(colon + 1), 16);
    }

    /** The sockets of others at the port, if there are any, have no descriptor here. */
    private List<Integer> listeningDescriptors() throws IOException {
        Set<String> targets = new HashSet<>();
        for (Socket socket : sockets()) {
            if (socket.state().equals(LISTENING)) {
                targets.add("socket:[%s]".formatted(socket.inode()).toLowerCase(Locale.ROOT));
            }
        }
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (targets.contains(target(descriptor))) {
                    found.add(Integer.valueOf(descriptor.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    @SuppressWarnings("restricted") // the manifest of the command allows native access
    private static boolean filter(List<Integer> descriptors) {
        Linker linker = Linker.nativeLinker();
        AddressLayout pointer = ValueLayout.ADDRESS;
        MethodHandle setOption =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setsockopt"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                pointer,
                                ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocateFrom(ValueLayout.JAVA_LONG, DROP_SYN);
            MemorySegment program =
                    arena.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
            program.set(ValueLayout.JAVA_SHORT, 0, (short) DROP_SYN.length);
            program.set(pointer, PROGRAM_ADDRESS, instructions);
            boolean all = !descriptors.isEmpty();
            for (int descriptor : descriptors) {
                int failed =
                        (int)
                                setOption.invokeExact(
                                        descriptor,
                                        SOL_SOCKET,
                                        SO_ATTACH_FILTER,
                                        program,
                                        (int) PROGRAM_SIZE);
                all &= failed == 0;
            }
            return all;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
