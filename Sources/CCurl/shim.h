// libcurl for Swift. Variadic functions and function-like macros do not reach Swift, so each use has a typed shim here.
#ifndef GIRO_CCURL_SHIM_H
#define GIRO_CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/prctl.h>

typedef size_t (*giro_curl_data_callback)(char *data, size_t size, size_t count, void *context);
typedef curl_socket_t (*giro_curl_open_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*giro_curl_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode giro_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode giro_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl copies strings given to it.
static inline CURLcode giro_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// The list is not copied: it must live as long as the transfer.
static inline CURLcode giro_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode giro_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode giro_curl_set_data_callback(CURL *easy, CURLoption option, giro_curl_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode giro_curl_set_seek_callback(CURL *easy, giro_curl_seek_callback value) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode giro_curl_set_open_socket(CURL *easy, giro_curl_open_socket_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback) : code;
}

static inline CURLcode giro_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode giro_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode giro_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The result of a finished transfer is in a union.
static inline CURLcode giro_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// Shown by ps and top. Glibc's own function for it hides behind a macro that Swift does not set.
static inline void giro_curl_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

#endif
