// A client on the JDK alone, with the provider's own host: the balance and a refused host.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class Fox {
  public static void main(String[] arguments) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.wavespeed.ai/api/v3/balance"))
        .header("Authorization", "Bearer " + System.getenv("WAVESPEED_API_KEY")).build();
    System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }
}
