/// A statement as one connection knows it: its name there and the parameter types it was prepared with.
final class PreparedStatement {
    let key: ObjectIdentifier
    /// The Swift type's name, for errors.
    let label: String
    /// NUL-terminated.
    let name: [CChar]
    let parameterOIDs: [UInt32]

    init(key: ObjectIdentifier, label: String, number: Int, parameterOIDs: [UInt32]) {
        self.key = key
        self.label = label
        self.name = Array("giro_\(number)".utf8CString)
        self.parameterOIDs = parameterOIDs
    }
}
