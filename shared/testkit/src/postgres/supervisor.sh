# Runs a private PostgreSQL until standard input closes, then removes its folder.
# Arguments: folder, folder of the server's programs, port.
folder=$1 programs=$2 port=$3
trap '' HUP INT TERM
cd "$folder" || exit 1
export LC_ALL=C
exec 3<&0 </dev/null

if "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync --no-instructions >"$folder/log" 2>&1
then
    "$programs/postgres" -D "$folder/data" -p "$port" -k "$folder" \
        -c listen_addresses=127.0.0.1 -c max_connections=200 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        >>"$folder/log" 2>&1 3<&- &
    server=$!
    # The pipe closes when the test process ends, however it ends.
    { cat <&3 >/dev/null; kill -QUIT "$server"; } &
    watcher=$!
    wait "$server"
    kill -KILL "$watcher" 2>/dev/null
fi

# Nobody reads this unless the server ended by itself.
tail -n 40 "$folder/log"
cd /
rm -rf "$folder"
