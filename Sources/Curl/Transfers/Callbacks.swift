import CCurl
import Glibc

/// What libcurl calls while it works on a transfer, on the loop's thread.
enum Callbacks {
    static let write: giro_curl_data_callback = { data, size, count, context in
        guard let data, let transfer = transfer(context) else { return 0 }
        let length = size * count
        if transfer.answer.body.count + length > transfer.maximumBodyBytes {
            transfer.isTooLarge = true
            return 0
        }
        transfer.answer.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: length))
        return length
    }

    /// Complete lines: header lines of HTTP, replies of SMTP.
    static let header: giro_curl_data_callback = { data, size, count, context in
        guard let data, let transfer = transfer(context) else { return 0 }
        let line = UnsafeRawBufferPointer(start: data, count: size * count)
        transfer.headerBytes += line.count
        if transfer.headerBytes > Transfer.maximumHeaderBytes {
            transfer.isTooLarge = true
            return 0
        }
        transfer.receive(line: line)
        return line.count
    }

    static let read: giro_curl_data_callback = { buffer, size, count, context in
        guard let buffer, let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
        let length = min(size * count, transfer.upload.count - transfer.uploadedBytes)
        if length == 0 { return 0 }
        transfer.upload.withUnsafeBytes { bytes in
            UnsafeMutableRawPointer(buffer).copyMemory(
                from: bytes.baseAddress! + transfer.uploadedBytes, byteCount: length)
        }
        transfer.uploadedBytes += length
        transfer.isUploadComplete = transfer.uploadedBytes == transfer.upload.count
        return length
    }

    static let seek: giro_curl_seek_callback = { _, _, _ in CURL_SEEKFUNC_FAIL }

    /// Opens the socket of a connection, unless the request may not go to that address.
    static let openSocket: giro_curl_open_socket_callback = { context, _, address in
        guard let address, let transfer = transfer(context), let bytes = bytes(of: address),
            transfer.isPeerAllowed?(bytes) == true
        else {
            Callbacks.transfer(context)?.isPeerRefused = true
            // CURL_SOCKET_BAD, a macro that Swift does not see.
            return -1
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    /// libcurl's structure ends with as much of the address as its family has. Nil for other families than the
    /// internet's.
    private static func bytes(of address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8]? {
        let place = UnsafeRawPointer(address) + (MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
        switch address.pointee.family {
        case AF_INET: return withUnsafeBytes(of: place.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
        case AF_INET6: return withUnsafeBytes(of: place.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
        default: return nil
        }
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension Transfer {
    fileprivate func receive(line: UnsafeRawBufferPointer) {
        var end = line.count
        while end > 0, line[end - 1] == 0x0d || line[end - 1] == 0x0a { end -= 1 }
        let text = line[..<end]
        switch submission.job {
        case .http: receiveHTTP(text)
        case .smtp: receiveSMTP(text)
        }
    }

    private func receiveHTTP(_ line: Slice<UnsafeRawBufferPointer>) {
        if line.starts(with: "HTTP/".utf8) {
            // A status line: what came before belonged to an interim answer.
            answer.headers = []
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
        answer.headers.append(
            HTTPHeader(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        )
    }

    private func receiveSMTP(_ line: Slice<UnsafeRawBufferPointer>) {
        let reply = SMTPReply(
            code: Int(String(decoding: line.prefix(3), as: UTF8.self)) ?? 0,
            text: String(decoding: line.dropFirst(4), as: UTF8.self)
        )
        // After a refusal comes the answer to QUIT, which is of no interest.
        if reply.code >= 400 { refusal = reply }
        answer.replyText = reply.text
    }
}
