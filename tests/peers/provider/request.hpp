#pragma once

#include <string>
#include <string_view>

namespace parley::peer {

enum class Got : unsigned char { more, request, nonsense };

// Whether `in` begins with a whole HTTP request: then where its head and its body end.
Got find_request(std::string_view in, std::size_t& head_end, std::size_t& body_end);

// The value of a query's parameter in the request line; empty if it is not there.
std::string_view query(std::string_view head, std::string_view name);
// "/stats" of "GET /stats?x HTTP/1.1".
std::string_view path(std::string_view head);
// NAME when the body's "model" is "fault:NAME".
std::string_view fault_of_model(std::string_view body);
// Whether the client waits for "100 Continue" before it sends the body.
bool expects_continue(std::string_view head);

}  // namespace parley::peer
