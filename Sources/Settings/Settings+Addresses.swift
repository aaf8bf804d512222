/// Where things are, for people: without users and passwords.
extension Settings {
    public var bootstrapServers: String { URLText.masked(requiredText(.kafkaBootstrapServers)) }

    /// `host:port` of the database that most share, or the directory of its socket.
    public var databaseAddress: String {
        ConnectionText.address(of: text(.operatorConninfo) ?? requiredText(.databaseConninfo))
    }
}
