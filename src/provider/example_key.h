// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ddns {

/// A private key that opens nothing, for the examples of provider files: RSA, 1024 bits.
inline constexpr std::string_view example_key =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXAIBAAKBgQDAOEvex3s+PKsTkxeeDTbI8GsvY9Q2SMJNylp9Cl7YazPHq1qI\n"
    "qZRIL9fVtUz3kx9M+t8kRcDK2jOMbyog5VeI6WP8dFN3RgITJxJ9+UK5vluLkohA\n"
    "HGB2bzaW8AgmoIf37CnjN4nMTJjWcPk6+4GbzCYO8lLWtfrxfIGXMRnKpwIDAQAB\n"
    "AoGARTK/FXdIxdH/YG+em/Zz14i9fXT5y4UL9gc35jXaiRymqmXklLg/unEGyVeY\n"
    "WrQrG4Jg3GUED8LXteG7D9agWPg3nagvn9OQhidmpc18+vv9A+DEkwy/UMS3xhmI\n"
    "/pC/idyaP5v7X3QBs7f60xhHezeuHRdIyU5rrYEf6BKf44ECQQDwdjpn1a9r+C2K\n"
    "iQEgxYQGPToxwyqduIbcDTnH+gUWytbKFBG/FdpS0S2DJ8tWYGL6aN7f2pBce4aP\n"
    "l7X92K3nAkEAzKQKNTuJgzUu7ihyp8hjmKE4zbdyVyqa3P6adZ1kMlBStVarobfd\n"
    "oGa2SiP/g1Wi3Hd8SzheZz7mfr4CHYrlQQJAO8uaoIGBut6fLIj/L9AOEaMeGovG\n"
    "yCu/1W6whKsGovFT0jKFazga72c24xt9NACJ/G0hpxbpuSW6g3Cdf/9m1wJAMFb7\n"
    "llGHDTht6pIha2LZq/9BhM61ssN8q4F1CR1xwrTYpL9hcaUWNEKvAtp4DBUZkIyl\n"
    "Dru1CRyBpCTMKSBbQQJBAKhJJwxckIt1PJ5oNLbYLI4fEH2J2bxWB+1OQOSXFkT7\n"
    "iZg9vU/vIH4aE2rauTBcj/2rNPV5ikeBDMy3jpUf6Po=\n"
    "-----END RSA PRIVATE KEY-----\n";

} // namespace ddns
