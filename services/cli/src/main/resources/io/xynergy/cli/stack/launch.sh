#!/bin/sh
# launch SIGNAL SECONDS PROGRAM [ARGUMENT...]
# Becomes PROGRAM, in a session of its own, where a Ctrl-C on the terminal does not reach it. The line "stop" on the
# standard input sends SIGNAL to it; "ended" says that there is nothing left to do. The end of the input without a line
# means that whoever held it has died: PROGRAM gets SIGNAL, and SIGKILL after SECONDS, because nobody else looks after it.
if [ "$1" != --in-session ]; then
    if command -v setsid >/dev/null 2>&1; then
        exec setsid sh "$0" --in-session "$@"
    elif command -v perl >/dev/null 2>&1; then # macOS
        exec perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV or exit 127' sh "$0" --in-session "$@"
    fi
else
    shift
fi
signal=$1
seconds=$2
shift 2

end() {
    if read -r word <&3; then
        [ "$word" = stop ] && kill -s "$signal" $$
        exit
    fi
    kill -s "$signal" $$ || exit
    while [ "$seconds" -gt 0 ] && kill -0 $$; do
        sleep 1
        seconds=$((seconds - 1))
    done
    kill -s KILL $$
}
exec 3<&0
(end >/dev/null 2>&1 &) # by a shell that ends at once: a server must not find a child that it did not make
exec "$@" </dev/null 3<&-
