/// What a mistyped name was probably meant to be.
public enum NearestName {
    /// Nil when none is near enough to be meant.
    public static func of(_ name: String, among known: some Sequence<String>) -> String? {
        let ranked = known.map { (name: $0, distance: distance(name, $0)) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, name.count / 5) ? best.name : nil
    }

    /// Levenshtein's, over bytes.
    private static func distance(_ a: String, _ b: String) -> Int {
        var row = Array(0...b.utf8.count)
        for (i, left) in a.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.utf8.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.utf8.count]
    }
}
