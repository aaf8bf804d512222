import Glibc

/// For plain threads.
enum Sleep {
    static func milliseconds(_ count: Int64) {
        usleep(useconds_t(clamping: count * 1_000))
    }
}
